/** Holds the reason with which time that is up ends work, in every world: callers tell it from other stops by its name, which is that of AbortSignal.timeout. */

export const timeUp = (ms: number): DOMException => new DOMException(`no end within ${ms} ms`, 'TimeoutError');
