/** Holds where each service of the range is to be found; loaded one by one, so that a process carries only its own. */
import type { Service } from '../contract.ts';
import type { ServiceFile } from '../kit/service.ts';

export const serviceFiles: Readonly<Record<Service, () => Promise<{ readonly default: unknown }>>> = {
  ledger: () => import('./ledger.ts'),
  communities: () => import('./communities.ts'),
  social: () => import('./social.ts'),
  portal: () => import('./portal.ts'),
  deploy: () => import('./deploy.ts'),
  mail: () => import('../mail/index.ts'),
  status: () => import('./status.ts'),
  hotline: () => import('./hotline.ts'),
  directory: () => import('./directory.ts'),
  edge: () => import('../edge/index.ts'),
  'partner-a': () => import('../partner/a.ts'),
  'partner-b': () => import('../partner/b.ts'),
  router: () => import('./router.ts'),
  watchman: () => import('../watchman/index.ts'),
};

/** Every file exports a service; their settings differ, and are checked where they are read. */
export const serviceFileOf = async (service: Service): Promise<ServiceFile> => (await serviceFiles[service]()).default as ServiceFile;
