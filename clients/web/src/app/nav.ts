import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role } from '../api/session';
import type { Sign } from '../parts/icon';

/** What the navigation shows, in this order, to whom. */
export const NAV: readonly { path: string; label: MessageDescriptor; icon: Sign; needs: Role }[] = [
  { path: '/', label: msg`Watches`, icon: 'list', needs: 'viewer' },
];
