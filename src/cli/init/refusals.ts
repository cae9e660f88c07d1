/** Holds the question which Services must not be interposed: the same preflight as a run's, asked of all that a first drill could take. */
import type { ClusterClient } from '../../worlds/kubernetes/api/client.ts';
import type { Survey } from '../../worlds/kubernetes/survey/found.ts';
import { candidates, dependencyOf, type Refusals } from './first-drill.ts';
import { interposed } from './scenario-values.ts';

/** That somebody must pause what keeps a Service as it is, the scenario says beside it: no reason to leave the Service out. */
const asIfPaused = 'asked by init';

export async function refusalsOf(client: ClusterClient, survey: Survey): Promise<Refusals> {
  const [{ refusalsToInterpose }, { clusterSettings }] = await Promise.all([import('../../worlds/kubernetes/proxies/interpose-refusals.ts'), import('../../worlds/kubernetes/settings.ts')]);
  const wanted = candidates(survey).map((service) => {
    const dependency = dependencyOf(service, survey.calls);
    return dependency === undefined ? { service: service.name } : interposed(dependency);
  });
  const sentences = await refusalsToInterpose(client, clusterSettings.parse({ gitops: asIfPaused, interpose: wanted }));
  const why = (name: string) => sentences.find((sentence) => sentence.startsWith(`Service ${name} `));
  return new Map(wanted.flatMap(({ service }) => (why(service) === undefined ? [] : [[service, why(service) ?? ''] as const])));
}
