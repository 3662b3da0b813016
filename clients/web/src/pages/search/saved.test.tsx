import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { showPage } from '../../testing/page';
import { SavedDrawer } from './saved';

const SAVED = '/v1/catalog/saved-searches';
const kept = (id: string, more: object = {}) => ({
  saved_id: id,
  name: `Search ${id}`,
  wanted: { text: 'kettle', filters: { max_price: '9.50', currency: 'EUR', brands: ['Kivo', 'Deccan'] } },
  is_told: true,
  created_at: '2026-03-04T12:00:00Z',
  created_by: 'ana',
  looked_at: null,
  told: 0,
  since: null,
  ...more,
});

// jsdom has no dialogs: it shows them as what they are, and this makes them open.
HTMLDialogElement.prototype.showModal = function () {
  this.setAttribute('open', '');
};
HTMLDialogElement.prototype.close = function () {
  this.removeAttribute('open');
};

test('a saved search is made again with all its filters, muted, and tells what is new', async () => {
  const open = vi.fn();
  let isTold = true;
  const asked = showPage(<SavedDrawer onOpen={open} onClose={vi.fn()} />, {
    [`GET ${SAVED}`]: () => ({ items: [kept('a', { told: 3, is_told: isTold })], next: null }),
    [`GET ${SAVED}/a/news`]: {
      items: [{ news_id: 'n1', at: '2026-03-05T12:00:00Z', titles: ['New kettle'], count: 3 }],
      next: null,
    },
    [`PATCH ${SAVED}/a`]: () => {
      isTold = false;
      return kept('a', { told: 3, is_told: false });
    },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Search a' }));
  expect(open).toHaveBeenCalledWith(
    expect.objectContaining({ q: 'kettle', max: '9.50', currency: 'EUR', brand: 'Kivo|Deccan', min: null }),
  );
  expect(await screen.findByText(/New kettle/)).toBeTruthy();
  expect(screen.getByText(/\+ 2/)).toBeTruthy();
  await userEvent.click(screen.getByRole('checkbox', { name: 'Tell me' }));
  await waitFor(() => expect(screen.getByRole('checkbox')).toHaveProperty('checked', false));
  expect(asked.find((each) => each.method === 'PATCH')?.body).toEqual({ is_told: false });
});

test('a saved search that is removed goes at once, and comes back whole by its undo: nothing was asked for', async () => {
  const asked = showPage(<SavedDrawer onOpen={vi.fn()} onClose={vi.fn()} />, {
    [`GET ${SAVED}`]: () => ({ items: [kept('a'), kept('b')], next: null }),
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Remove Search a' }));
  expect(screen.queryByRole('button', { name: 'Search a' })).toBeNull();
  expect(document.activeElement?.textContent).toContain('Search b');
  // The message stands in the drawer: the page behind it is out of reach.
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Undo' }));
  expect(await screen.findByRole('button', { name: 'Search a' })).toBeTruthy();
  expect(asked.filter((each) => each.method !== 'GET')).toEqual([]);
});
