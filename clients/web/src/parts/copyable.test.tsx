import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { showPage } from '../testing/page';
import { Copyable } from './copyable';

const press = () => userEvent.click(screen.getByRole('button', { name: 'Copy' }));

test('what is copied is the text, and that is said', async () => {
  showPage(<Copyable text="Subject, then body">Subject</Copyable>, {});
  userEvent.setup(); // gives the page a clipboard
  await press();
  expect(await screen.findByText('Copied')).toBeTruthy();
  expect(await navigator.clipboard.readText()).toBe('Subject, then body');
});

test('a page over plain HTTP has no clipboard: the text is marked, for a person to copy', async () => {
  vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue(undefined as unknown as Clipboard);
  showPage(<Copyable text="Subject, then body">Subject</Copyable>, {});
  await press();
  expect(await screen.findByText(/does not let a page copy/)).toBeTruthy();
  expect(getSelection()?.toString()).toBe('Subject');
  vi.restoreAllMocks();
});
