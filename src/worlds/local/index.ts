/** Holds the kind of world `local`: the practice range on this machine, behind a real Toxiproxy, flooded by a real k6. */
import type { CapabilityName } from '../../ports/capabilities.ts';
import type { WorldKind } from '../../ports/world-kind.ts';
import { rangeSettings } from '../../range/settings.ts';
import { missingPrograms } from './programs.ts';
import { openLocal } from './open.ts';
import { reopenLocal } from './reopen.ts';

const has = ['load', 'proxies', 'mail', 'http', 'entries', 'capacity', 'plays', 'phone', 'rota', 'processes'] as const satisfies readonly CapabilityName[];

export const localWorld: WorldKind = {
  name: 'local',
  summary: 'the practice range on this machine: real servers, real Toxiproxy, real k6, all on loopback',
  simulated: false,
  endsWithRun: true,
  has: () => has,
  settings: rangeSettings,
  missing: missingPrograms,
  open: (options, stop) => openLocal(options, stop),
  reopen: reopenLocal,
};
