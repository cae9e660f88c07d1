/** Holds how toxics are named on the wire: after their run, so that nobody takes another's for their own, and safe in a URL, since the client doesn't escape. */

/** Reversible: what a URL's path can't carry becomes `~` and its code; with `%`, Toxiproxy's router would read an escaped slash as a slash. */
const safe = (text: string): string => encodeURIComponent(text).replace(/[~.!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%', '~');
const plain = (text: string): string => decodeURIComponent(text.replaceAll('~', '%'));

const prefix = (run: string): string => `gameday.${safe(run)}.`;
const escaped = /^(?:[\w-]|~[0-9A-F]{2})*$/;

/** `gameday.RUN.NAME`, escaped. */
export const wireName = (run: string, name: string): string => `${prefix(run)}${safe(name)}`;

/** True for a toxic of this run; others stay untouched. */
export const isOurs = (run: string, wire: string): boolean => wire.startsWith(prefix(run)) && escaped.test(wire.slice(prefix(run).length));

/** The name as it was given for a toxic of this run; any other toxic keeps its name. */
export const givenName = (run: string, wire: string): string => (isOurs(run, wire) ? plain(wire.slice(prefix(run).length)) : wire);
