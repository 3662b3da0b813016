import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { session } from '../../api/session';
import { showPage } from '../../testing/page';
import { LinksPanel } from './links-panel';

const LINKS = '/v1/catalog/products/p1/links';
const MANAGER = `e30.${btoa(JSON.stringify({ sub: 'ana', role: 'manager' })).replace(/=+$/, '')}.c2ln`;
const links = (value: boolean | null, basis: string) => ({
  product_id: 'p1',
  degraded: false,
  items: [
    {
      product_id: 'p2',
      title: 'Kettle',
      supplier: 'Kivo',
      basis,
      match: { value, reasons: [], alternatives: [], basis: 'rule', degraded: false },
    },
  ],
});

test('a person’s word is said by a press, taken back by the same, and the focus stays on it', async () => {
  session.signIn(MANAGER);
  let now = links(null, 'text');
  const asked = showPage(<LinksPanel product="p1" />, {
    [`GET ${LINKS}`]: () => now,
    [`PUT ${LINKS}/p2`]: () => {
      now = links(false, 'person');
      return now;
    },
    [`DELETE ${LINKS}/p2`]: () => {
      now = links(null, 'text');
      return new Response(null, { status: 204 });
    },
  });
  expect(await screen.findByText('may be the same')).toBeTruthy();
  const other = screen.getByRole('button', { name: 'Not the same: Kettle' });
  await userEvent.click(other);
  expect(await screen.findByText('not the same')).toBeTruthy();
  expect([other.getAttribute('aria-pressed'), document.activeElement]).toEqual(['true', other]);
  await userEvent.click(other);
  expect(await screen.findByText('may be the same')).toBeTruthy();
  await waitFor(() => expect(other.getAttribute('aria-pressed')).toBe('false'));
  const said = asked.filter((each) => each.method !== 'GET');
  expect(said.map((each) => [each.method, each.body])).toEqual([
    ['PUT', { same: false }],
    ['DELETE', null],
  ]);
  session.signOut();
});
