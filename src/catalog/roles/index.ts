/** Holds the list of roles that can be played on autopilot. */
import { accountManager } from './account-manager.ts';
import { communications } from './communications.ts';
import { monitoring } from './monitoring.ts';
import { network } from './network.ts';
import { support } from './support.ts';

export const roles = { monitoring, network, communications, support, 'account-manager': accountManager };
