/** Holds what stands in for the index of the client's generated code: the few of its exports that the parts used here import. */
export { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
export { createConfiguration } from '@kubernetes/client-node/dist/gen/configuration.js';
export { HttpMethod, RequestContext } from '@kubernetes/client-node/dist/gen/http/http.js';
export { ServerConfiguration } from '@kubernetes/client-node/dist/gen/servers.js';

/** Named by the library's port-forward for its ways to Services and Deployments: here it forwards to pods alone. */
export const AppsV1Api = undefined;
export const CoreV1Api = undefined;
