import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { Problem } from '../api/problem';
import { Shown } from './states';

const shown = (node: ReactNode) => render(<I18nProvider i18n={i18n}>{node}</I18nProvider>);
const query = (more: object) => ({
  data: undefined,
  error: null,
  dataUpdatedAt: Date.now(),
  refetch: vi.fn(),
  ...more,
});
const view = (more: object, isEmpty = false) =>
  shown(
    <Shown<string> query={query(more)} skeleton={<p>bones</p>} isEmpty={() => isEmpty} empty={<p>nothing yet</p>}>
      {(text) => <p>{text}</p>}
    </Shown>,
  );

test('what is on its way has its skeleton', () => {
  view({});
  expect(screen.getByText('bones')).toBeTruthy();
});

test('an error says what happened, what to try and what to quote', () => {
  view({ error: new Problem(500, 'fault', 'something failed', 'urn:tradewind:request:r1', []) });
  expect(screen.getByRole('alert').textContent).toContain('something failed');
  expect(screen.getByText('urn:tradewind:request:r1')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
});

test('what was read before stays when what is new cannot be loaded, and says since when', () => {
  view({ data: 'old figures', error: new Problem(0, 'unreachable', 'no answer', null, []), dataUpdatedAt: Date.now() });
  expect(screen.getByText('old figures')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toContain('just now');
});

test('an empty answer says what to do first', () => {
  view({ data: '' }, true);
  expect(screen.getByText('nothing yet')).toBeTruthy();
});

test('what a role or a tier may not see is told as that', () => {
  view({ error: new Problem(403, 'tier_required', 'this is in the premium tier', null, []) });
  expect(screen.getByRole('heading').textContent).toBe('Your tier does not hold this');
});
