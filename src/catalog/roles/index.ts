/** Holds the list of roles that can be played on autopilot. */
import { communications } from './communications.ts';
import { monitoring } from './monitoring.ts';
import { network } from './network.ts';

export const roles = { monitoring, network, communications };
