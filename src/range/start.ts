/** Holds how one service is started: from its settings as JSON text, or in a pod from the settings of the whole range. */
import { readFile } from 'node:fs/promises';
import { Problem, reasonOf } from '../problem.ts';
import { allowPodAddresses } from './address.ts';
import { type Service, services, settingsVariable } from './contract.ts';
import type { Running } from './kit/service.ts';
import { serviceFileOf } from './services/index.ts';

const isService = (name: string): name is Service => (services as readonly string[]).includes(name);

function known(name: string): Service {
  if (isService(name)) return name;
  throw new Problem({ expected: `a service (${services.join(', ')})`, got: name === '' ? 'none' : name, where: 'range', next: 'Say `range SERVICE` with its settings as JSON in RANGE_SETTINGS, or in a pod `range SERVICE --pod FILE`.' });
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem({ expected: 'settings as JSON', got: reasonOf(cause), where, cause });
  }
}

const unfit = (where: string, issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) =>
  new Problem({ expected: 'settings that fit', got: issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`).join('; '), where, next: 'src/range/contract.ts and src/range/settings.ts say what a service takes.' });

async function start(service: Service, settings: unknown, where: string): Promise<Running> {
  const file = await serviceFileOf(service);
  const read = file.settings.safeParse(settings);
  if (!read.success) throw unfit(where, read.error.issues);
  return file.start(read.data);
}

/** Starts a service; rejects with a problem that names what doesn't fit, or which port is in use. */
export async function startService(name: string, settings: string): Promise<Running> {
  const service = known(name);
  const where = `${settingsVariable} of range ${service}`;
  return start(service, parse(where, settings), where);
}

/** Starts a service in a pod. The file holds the range's settings; from them it plans the range itself, and takes its own part. */
export async function startInPod(name: string, file: string, webhookSecret?: string): Promise<Running> {
  const service = known(name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Problem({ expected: "a file with the range's settings", got: reasonOf(cause), where: `range ${service} --pod`, next: 'In the cluster it comes from the ConfigMap `range-settings`.', cause });
  });
  allowPodAddresses();
  const [{ planPods }, { rangeSettings }] = await Promise.all([import('./plan.ts'), import('./settings.ts')]);
  const read = rangeSettings.safeParse(parse(file, text));
  if (!read.success) throw unfit(file, read.error.issues);
  return start(service, planPods(read.data, webhookSecret).services.find((each) => each.service === service)?.settings, file);
}
