/** Holds the list of verbs, in the order of help. */
import { abort } from './abort.ts';
import { calibrate } from './calibrate.ts';
import { check } from './check.ts';
import { close } from './close.ts';
import { evidence } from './evidence.ts';
import { findings } from './findings.ts';
import { heal } from './heal.ts';
import { hold } from './hold.ts';
import { init } from './init.ts';
import { install } from './install.ts';
import { judge } from './judge.ts';
import { list } from './list.ts';
import { mark } from './mark.ts';
import { note } from './note.ts';
import { range } from './range.ts';
import { receivers } from './receivers.ts';
import { release } from './release.ts';
import { resume } from './resume.ts';
import { rule } from './rule.ts';
import { run } from './run.ts';
import { schedule } from './schedule.ts';
import { schema } from './schema.ts';
import { setup } from './setup.ts';
import { simulate } from './simulate.ts';
import { skip } from './skip.ts';
import type { Verb } from './verb.ts';

export const verbs: readonly Verb[] = [run, check, init, schedule, simulate, calibrate, judge, close, findings, rule, evidence, heal, setup, install, range, receivers, list, schema, mark, note, hold, resume, skip, release, abort];
