/** Holds the type of plain JSON: what a journal line, a change and a scenario are made of. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type JsonObject = { readonly [key: string]: Json | undefined };
