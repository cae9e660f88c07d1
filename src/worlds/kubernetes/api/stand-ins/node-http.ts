/** Holds what stands in for Node's HTTP where the client imports it: all but the exports that load Node's own undici, which costs what range/kit/node-http.ts says. */
const http = process.getBuiltinModule('node:http');

export const { Agent, STATUS_CODES, request } = http;
export default http;
