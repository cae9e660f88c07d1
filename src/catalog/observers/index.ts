/** Holds the list of observers: all watch by default. */
import { alertmanager } from './alertmanager.ts';
import { auditLog } from './audit-log.ts';
import { clocks } from './clocks.ts';
import { cluster } from './cluster.ts';
import { commandSeen } from './command-seen.ts';
import { counters } from './counters.ts';
import { customers } from './customers.ts';
import { dependencies } from './dependencies.ts';
import { deploy } from './deploy.ts';
import { ledger } from './ledger.ts';
import { mailboxes } from './mailboxes.ts';
import { mail } from './mail.ts';
import { path } from './path.ts';
import { rota } from './rota.ts';
import { statusPage } from './status-page.ts';
import { traffic } from './traffic.ts';

export const observers = {
  traffic,
  path,
  counters,
  dependencies,
  mail,
  mailboxes,
  'status-page': statusPage,
  deploy,
  ledger,
  customers,
  rota,
  clocks,
  cluster,
  alertmanager,
  'command-seen': commandSeen,
  'audit-log': auditLog,
};
