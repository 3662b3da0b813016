import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { LARGEST_BYTES } from '../../api/file';
import { showPage } from '../../testing/page';
import { BringInWatches } from './bring-in';

const IMPORTS = '/v1/prices/imports';
const drop = (file: File) =>
  fireEvent.drop(screen.getByRole('region', { name: 'Drop a file here' }), { dataTransfer: { files: [file] } });

test('a dropped file is sent as it is, to be read only', async () => {
  const asked = showPage(<BringInWatches />, { [`POST ${IMPORTS}`]: { import_id: 'im1' } });
  const content = 'url\nhttps://shop.example/p/thé\n';
  drop(new File([content], 'tea.csv'));
  await waitFor(() => expect(asked).toHaveLength(1));
  const body = asked[0]?.body as { content: string; dry_run: boolean; file_name: string };
  const bytes = Uint8Array.from(atob(body.content), (each) => each.charCodeAt(0));
  expect(new TextDecoder().decode(bytes)).toBe(content);
  expect([body.dry_run, body.file_name]).toEqual([true, 'tea.csv']);
  await waitFor(() => expect(location.pathname).toBe('/transfers/im1'));
});

test('a file that does not fit in a request is not sent, and the way for it is named', async () => {
  const asked = showPage(<BringInWatches />, {});
  drop(new File([new Uint8Array(LARGEST_BYTES + 1)], 'large.csv'));
  expect((await screen.findByRole('alert')).textContent).toContain('large.csv');
  expect(screen.getByText('tradewind import FILE')).toBeTruthy();
  expect(asked).toEqual([]);
});
