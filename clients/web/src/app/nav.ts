import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Role } from '../api/session';
import type { Sign } from '../parts/icon';

/** What the navigation shows, in this order, to whom. */
export const NAV: readonly { path: string; label: MessageDescriptor; icon: Sign; needs: Role }[] = [
  { path: '/', label: msg`Watches`, icon: 'list', needs: 'viewer' },
  { path: '/search', label: msg`Search`, icon: 'search', needs: 'viewer' },
  { path: '/goods', label: msg`Goods`, icon: 'up', needs: 'viewer' },
  { path: '/alerts', label: msg`Alerts`, icon: 'alert', needs: 'viewer' },
  { path: '/channels', label: msg`Channels`, icon: 'channel', needs: 'viewer' },
  { path: '/transfers', label: msg`Import and export`, icon: 'transfer', needs: 'viewer' },
  { path: '/health', label: msg`Health`, icon: 'health', needs: 'viewer' },
  { path: '/models', label: msg`Models`, icon: 'model', needs: 'viewer' },
];
