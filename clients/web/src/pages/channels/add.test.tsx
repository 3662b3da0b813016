import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { refusal, showPage } from '../../testing/page';
import { AddChannel, destinationOf } from './add';

test('an address says by itself how it is reached', () => {
  expect(destinationOf(' ana@example.org ', '')).toEqual({ by: 'mail', address: 'ana@example.org' });
  expect(destinationOf('ntfys://ntfy.sh/mine', 'x')).toEqual({
    by: 'service',
    address: 'ntfys://ntfy.sh/mine',
    server: null,
  });
  expect(destinationOf('ntfys://ana:secret@ntfy.sh/mine', '').by).toBe('service');
  expect(destinationOf('tgram://1:A/2', 'https://bots.example')).toMatchObject({ server: 'https://bots.example' });
});

test('what is wrong with an address stands beside it, and the next try is another write', async () => {
  const done = vi.fn();
  let tries = 0;
  const asked = showPage(<AddChannel onDone={done} />, {
    'POST /v1/notifications/channels': () => {
      tries += 1;
      return tries === 1
        ? refusal(422, 'invalid_input', 'wrong', {
            fields: [{ field: 'body.to.service.address', problem: 'names no receiver' }],
          })
        : { channel_id: 'c1' };
    },
  });
  await userEvent.type(screen.getByLabelText('Address'), 'ntfys://ntfy.sh/');
  await userEvent.click(screen.getByRole('button', { name: 'Send a code' }));
  expect(await screen.findByText('names no receiver')).toBeTruthy();
  expect(done).not.toHaveBeenCalled();
  await userEvent.type(screen.getByLabelText('Address'), 'mine');
  await userEvent.click(screen.getByRole('button', { name: 'Send a code' }));
  expect(await screen.findByText(/A code of eight digits is on its way/)).toBeTruthy();
  expect(done).toHaveBeenCalled();
  const [first, second] = asked;
  expect(second?.body).toMatchObject({ to: { by: 'service', address: 'ntfys://ntfy.sh/mine' }, name: null });
  expect(first?.key).not.toBe(second?.key);
});
