/** Holds how one service is started from its settings as JSON text. */
import { Problem, reasonOf } from '../problem.ts';
import { type Service, services } from './contract.ts';
import type { Running } from './kit/service.ts';
import { serviceFileOf } from './services/index.ts';

const isService = (name: string): name is Service => (services as readonly string[]).includes(name);

function parse(service: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem({ expected: 'settings as JSON', got: reasonOf(cause), where: `range ${service} --settings`, cause });
  }
}

/** Starts a service; rejects with a problem that names what doesn't fit, or which port is in use. */
export async function startService(name: string, settings: string): Promise<Running> {
  if (!isService(name)) {
    throw new Problem({ expected: `a service (${services.join(', ')})`, got: name === '' ? 'none' : name, where: 'range', next: 'Say `range SERVICE --settings JSON`.' });
  }
  const file = await serviceFileOf(name);
  const read = file.settings.safeParse(parse(name, settings));
  if (!read.success) {
    const issues = read.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
    throw new Problem({ expected: 'settings that fit', got: issues.join('; '), where: `range ${name} --settings`, next: 'src/range/contract.ts and src/range/settings.ts say what a service takes.' });
  }
  return file.start(read.data);
}
