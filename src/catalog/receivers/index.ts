/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { mail } from './mail.ts';

export const receivers = { alertmanager, mail };
