/** Holds the verb `receivers`: gameday's receivers alone, for teams' own tools and tests, and how those are pointed at them. */
import { Option } from 'commander';
import path from 'node:path';
import { Problem } from '../problem.ts';
import { receiversTold } from '../worlds/kubernetes/outpost/receivers.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { seedOption } from './options.ts';
import { command, printJson, type CommonOptions, type Verb } from './verb.ts';

interface ReceiversOptions extends CommonOptions {
  readonly listen?: string;
  readonly smtp?: string;
  readonly out?: string;
  readonly env?: boolean;
  readonly at?: string;
  readonly seed?: number;
  readonly secret?: readonly string[];
  readonly settings?: string;
}

/** Stands where nothing is served and nobody said where it is, or what a tool signs with. */
const somewhere = { url: 'http://127.0.0.1:PORT/SECRET', smtp: '127.0.0.1:PORT', secret: 'SECRET' };

async function served(io: Io, options: ReceiversOptions): Promise<number> {
  const [{ catalogue }, { addressOf, secretsOf }, { givenSecrets, toolSecrets }, { settingsOf, shellText }] = await Promise.all([import('../catalog/index.ts'), import('./receivers/addresses.ts'), import('./run/tool-secrets.ts'), import('./receivers/settings.ts')]);
  const { receivers } = catalogue;
  const secrets = secretsOf(options.secret ?? [], Object.keys(receivers), givenSecrets(io.env));
  if (options.listen === undefined) {
    if (options.env !== true) throw new Problem({ expected: '--listen HOST:PORT to serve receivers, or --env to see how tools are pointed at them', got: 'neither', where: 'gameday receivers', next: 'Such as gameday receivers --listen 127.0.0.1:8090 --smtp 127.0.0.1:2525 --out heard.ndjson' });
    const at = { url: options.at?.replace(/\/+$/, '') ?? somewhere.url, smtp: options.smtp ?? somewhere.smtp, secretOf: (kind: string) => secrets.tools[kind] ?? somewhere.secret };
    if (options.json === true) printJson(io, settingsOf(receivers, at));
    else io.out(shellText(receivers, at));
    return exitCodes.passed;
  }
  const http = addressOf(options.listen, '--listen');
  const smtp = addressOf(options.smtp ?? '127.0.0.1:0', '--smtp');
  const [{ serve }, { settingsIn }] = await Promise.all([import('./receivers/serve.ts'), import('./receivers/settings-file.ts')]);
  const settings = options.settings === undefined ? undefined : settingsIn(options.settings, io.cwd, catalogue);
  const secretOf = toolSecrets(secrets.tools);
  const stop = new AbortController();
  const deaf = io.interrupts(() => stop.abort());
  try {
    await serve({
      catalogue,
      at: { http, smtp, ...(secrets.run !== undefined && { secret: secrets.run }) },
      seed: options.seed ?? 1,
      secretOf,
      ...(settings && { settings }),
      ...(options.out !== undefined && { file: path.resolve(io.cwd, options.out) }),
      line: (text) => io.out(`${text}\n`),
      opened: (at) => {
        io.out(`${JSON.stringify({ baseUrl: at.url, smtp: at.smtp, settings: settingsOf(receivers, at) })}\n`);
        if (options.env === true) io.out(shellText(receivers, at));
        if (options.quiet !== true) io.err(`Receivers listen at ${at.url} and by SMTP at ${at.smtp}; Ctrl-C ends them.\n`);
      },
      stop: stop.signal,
    });
  } finally {
    deaf();
  }
  return exitCodes.passed;
}

export const receivers: Verb = (io, end) =>
  command({
    name: 'receivers',
    summary: "serve the receivers that teams' tools report to, without a drill, or print how to point tools at them",
    examples: [
      'gameday receivers --listen 127.0.0.1:8090 --smtp 127.0.0.1:2525 --out heard.ndjson',
      'gameday receivers --listen 127.0.0.1:8090 --settings receivers.yaml  # error rates, limits, the mapping of the webhook',
      'gameday receivers --env  # taps and replacements for each tool',
      'gameday receivers --env --at http://127.0.0.1:41234/SECRET  # those of a drill that runs',
      `gameday receivers --env --at "${receiversTold('shop')}"  # those of a namespace`,
      'GAMEDAY_SECRET_PAGERDUTY=... gameday receivers --listen 127.0.0.1:0  # what PagerDuty signs with',
    ],
    next: 'the first line on standard output is JSON: baseUrl, smtp, and settings by tool; each receiver is at BASEURL/TOOL, with the vendor\'s own path behind it.',
  })
    .option('--listen <host:port>', 'serve by HTTP here, on loopback; port 0 takes any that is free')
    .option('--smtp <host:port>', 'serve by SMTP here, on loopback (default: any free port of 127.0.0.1)')
    .option('--out <file>', 'append what is heard to this file, one line of JSON each (default: standard output)')
    .option('--env', 'print taps and replacements for each tool, as variables of a shell; serves only with --listen')
    .addOption(new Option('--at <url>', 'with --env: where the receivers are, as a drill tells it').conflicts('listen'))
    .option('--secret <[tool=]text>', 'the part of the URL that keeps strangers out (default: a new one), or what a tool signs with, as GAMEDAY_SECRET_TOOL does', (text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
    .option('--settings <file>', 'what is set of single receivers, as below `receivers` in a scenario: YAML or JSON (gameday list receivers)')
    .addOption(seedOption())
    .action(async (options: ReceiversOptions) => end(await served(io, options)));
