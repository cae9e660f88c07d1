/** Holds the k6 options that all traffic scripts share. */
import type { Options } from 'k6/options';

export const commonOptions: Options = {
  // The gate may be held for as long as a facilitator likes.
  setupTimeout: '24h',
  // A redirect could lead traffic out of the range.
  maxRedirects: 0,
  // Tags by URL would make a time series for each cache-busting request.
  systemTags: [],
  discardResponseBodies: true,
};
