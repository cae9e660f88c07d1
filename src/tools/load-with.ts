/** Holds the loading of a library with stand-ins: something small in the place of a file of it that is large, and of which nothing is used here. */
import { registerHooks } from 'node:module';

/**
 * Loads while the stand-ins are in force: where a module is imported whose URL ends as a key does, that of the URL beside it is; `require` has its own.
 * A library that has moved such a file is loaded whole; one that needs an export which the stand-in hasn't is refused by Node, with that export's name.
 */
export async function loadWith<T>(standIns: Readonly<Record<string, string>>, load: () => Promise<T>): Promise<T> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      if (!context.conditions.includes('import')) return found;
      const url = Object.entries(standIns).find(([end]) => found.url.endsWith(end))?.[1];
      return url === undefined ? found : next(url, context);
    },
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}
