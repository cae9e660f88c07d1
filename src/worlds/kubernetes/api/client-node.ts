/**
 * Holds the parts of Kubernetes' client that are used here: kubeconfigs with all their ways to log in, generic objects, watches, logs and port-forwards.
 * Loaded whole it brings a thousand generated files, a class for each kind of object and each of its calls: 60 MB and 400 ms of work in each process.
 * What is in stand-ins/ takes their place, and objects are plain JSON, as the API server sends it.
 */
import { extname } from 'node:path';
import { loadWith } from '../../../tools/load-with.ts';

/** TypeScript in the clone, JavaScript in the package. */
const own = (file: string) => new URL(`${file}${extname(import.meta.url)}`, import.meta.url).href;
const standIns = {
  '/@kubernetes/client-node/dist/gen/index.js': own('./stand-ins/index'),
  '/@kubernetes/client-node/dist/gen/models/ObjectSerializer.js': own('./stand-ins/object-serializer'),
  'node:http': own('./stand-ins/node-http'),
};

const [config, objects, watch, log, forward, exception, http, patch] = await loadWith(standIns, () =>
  Promise.all([
    import('@kubernetes/client-node/dist/config.js'),
    import('@kubernetes/client-node/dist/object.js'),
    import('@kubernetes/client-node/dist/watch.js'),
    import('@kubernetes/client-node/dist/log.js'),
    import('@kubernetes/client-node/dist/portforward.js'),
    import('@kubernetes/client-node/dist/gen/apis/exception.js'),
    import('@kubernetes/client-node/dist/gen/http/http.js'),
    import('@kubernetes/client-node/dist/patch.js'),
  ]),
);

export const { KubeConfig } = config;
export const { KubernetesObjectApi } = objects;
export const { Watch } = watch;
export const { Log } = log;
export const { PortForward } = forward;
export const { ApiException } = exception;
export const { HttpMethod } = http;
export const { PatchStrategy } = patch;
