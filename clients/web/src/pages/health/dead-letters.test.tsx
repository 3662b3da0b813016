import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { refusal, showPage } from '../../testing/page';
import { DeadLetters } from './dead-letters';

const LETTERS = '/v1/prices/sweep/dead-letters';
const letter = (id: string, more: object = {}) => ({
  letter_id: id,
  queue: 'imports',
  reason: `why ${id}`,
  given_up_at: '2026-03-04T12:00:00Z',
  host: null,
  listing_ids: [],
  watch_id: null,
  import_id: 'im1',
  ...more,
});

test('one letter is put back by its id, each press with a key of its own, and the list is read again', async () => {
  let waiting = [
    letter('a'),
    letter('b', { queue: 'checks', host: 'shop.test', listing_ids: ['l1', 'l2'], import_id: null }),
  ];
  const asked = showPage(<DeadLetters />, {
    [`GET ${LETTERS}`]: () => ({ items: waiting, is_whole: true }),
    [`POST ${LETTERS}/a/replay`]: () => {
      waiting = waiting.slice(1);
      return { letter_ids: ['a'], is_whole: true };
    },
    [`POST ${LETTERS}/replay`]: () => refusal(503, 'unavailable', 'the queue is down'),
  });
  expect(await screen.findByText('why a')).toBeTruthy();
  expect(screen.getByText(/2 pages of yours/)).toBeTruthy();
  const [first] = screen.getAllByRole('button', { name: 'Put back' });
  if (first) await userEvent.click(first);
  expect(await screen.findByText(/1 message was put back/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByText('why a')).toBeNull());
  const posts = asked.filter((each) => each.method === 'POST');
  expect(posts.map((each) => each.path)).toEqual([`${LETTERS}/a/replay`]);
  expect(posts[0]?.key).toMatch(/^[0-9a-f]{32}$/);
});

test('what cannot be put back says why and stays', async () => {
  const all = [letter('a'), letter('b')];
  showPage(<DeadLetters />, {
    [`GET ${LETTERS}`]: () => ({ items: all, is_whole: false }),
    [`POST ${LETTERS}/replay`]: () => refusal(409, 'conflict', 'the same request is just being carried out'),
  });
  expect(await screen.findByText(/More wait than can be looked at/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Put all back' }));
  expect((await screen.findByRole('alert')).textContent).toContain('just being carried out');
  expect(screen.getByText('why b')).toBeTruthy();
});

test('nothing given up is said', async () => {
  showPage(<DeadLetters />, { [`GET ${LETTERS}`]: { items: [], is_whole: true } });
  expect(await screen.findByText('Nothing of yours was given up.')).toBeTruthy();
});
