/** Holds the gate of ways in outside the cluster: listed, proved to be their owner's, agreed to by partner and cloud, and capped. Nothing is changed. */
import type { Http } from '../../../ports/http.ts';
import type { ClusterSettings } from '../settings.ts';
import { externalEntries, hostIn, isExternal } from './hosts.ts';
import type { ExternalSettings } from './settings.ts';

const where = 'world.settings.cluster.external';
const answerMs = 3000;

async function tokenRefusal(way: string, { token }: ExternalSettings, http: Http): Promise<string | undefined> {
  const url = `${new URL(way).origin}${token.path}`;
  const { status, body, error } = await http.fetch({ url }, AbortSignal.timeout(answerMs));
  if (status === 200 && body.trim() === token.value) return undefined;
  const got = status === 0 ? (error ?? 'no answer') : status === 200 ? 'something else' : `status ${status}`;
  return `${url} does not serve the text of ${where}.token, but ${got}: only whoever owns ${hostIn(way)} can put it there, and until then nothing is sent to it.`;
}

const permissionOf = ({ permission }: ExternalSettings, whose: 'partner' | 'cloud'): readonly string[] =>
  permission[whose] === undefined ? [`No permission of the ${whose} is written down: traffic to hosts outside the cluster crosses what is theirs. Ask them, and put who agreed, when and where that is written into ${where}.permission.${whose}; it goes into the journal with the scenario.`] : [];

export function refusalsOfExternalRate({ rps }: Pick<ExternalSettings, 'rps'>, wished: number): readonly string[] {
  return wished <= rps ? [] : [`All loads together reach ${Math.ceil(wished)} requests/s, and the cap of hosts outside the cluster is ${rps}: lower it, or raise ${where}.rps if partner and cloud agree.`];
}

/** One sentence for whatever is shut, each with how it is opened. Asked before a drill, and again right before a load is made. */
export async function refusalsOfExternal(settings: Pick<ClusterSettings, 'entries' | 'external'>, http: Http, rpsMax: number): Promise<readonly string[]> {
  const { entries = {}, external } = settings;
  if (external === undefined) return [];
  const ways = externalEntries(settings);
  const shut = [
    ...(Object.keys(ways).some((name) => name !== 'origin') ? [] : [`None of the entries is at one of the hosts of ${where}: name one in world.settings.cluster.entries, or leave \`external\` out.`]),
    ...(external.origin !== undefined && 'origin' in entries ? [`There are two of the name origin: leave out world.settings.cluster.entries.origin or ${where}.origin.`] : []),
    ...(external.origin !== undefined && !isExternal(external, hostIn(external.origin)) ? [`The origin ${external.origin} is not among the hosts of ${where}: list ${hostIn(external.origin)} there.`] : []),
    ...permissionOf(external, 'partner'),
    ...permissionOf(external, 'cloud'),
    ...refusalsOfExternalRate(external, rpsMax),
  ];
  // Nobody is asked anything where no permission is.
  if (shut.length > 0) return shut;
  const tokens = await Promise.all(Object.values(ways).map((way) => tokenRefusal(way, external, http)));
  return tokens.filter((refusal) => refusal !== undefined);
}
