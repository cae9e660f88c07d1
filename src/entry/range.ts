/** Holds the program `range`: it runs one service of the practice range until SIGTERM, `range SERVICE` with its settings in the environment, or in a pod `range SERVICE --pod FILE`. */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { reasonOf } from '../problem.ts';

// Thirteen of these start at once; with compiled code at hand each is ready in half the time.
enableCompileCache();

const exitAtFailure = 1;

function fail(thrown: unknown): void {
  process.stderr.write(`${reasonOf(thrown)}\n`);
  process.exitCode = exitAtFailure;
}

try {
  await import('../tools/lean-zod.ts');
  const [{ startInPod, startService }, { settingsVariable, webhookSecretVariable }] = await Promise.all([import('../range/start.ts'), import('../range/contract.ts')]);
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { pod: { type: 'string' } } });
  const service = positionals[0] ?? '';
  const running = await (values.pod === undefined ? startService(service, process.env[settingsVariable] ?? '{}') : startInPod(service, values.pod, process.env[webhookSecretVariable]));
  let closing = false;
  const close = () => {
    if (closing) return;
    closing = true;
    void running.close().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  process.stdout.write(`${JSON.stringify({ service, ...(running.data !== undefined && { data: running.data }), control: running.control })}\n`);
} catch (thrown) {
  fail(thrown);
}
