/**
 * Holds Node's HTTP, got by its name. An `import` would read each of its exports, and one of them loads all of undici: 40 ms of work in every
 * process, of which a range has thirteen and a drill two more.
 */
export const { Agent, createServer, request } = process.getBuiltinModule('node:http');
