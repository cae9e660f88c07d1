/** Holds the list of receivers, by the path below the receivers' base URL. */
import { alertmanager } from './alertmanager.ts';
import { mail } from './mail.ts';
import { ses } from './ses.ts';

export const receivers = { alertmanager, mail, ses };
