/** Holds where things are in the simulated world: URLs that lead nowhere outside it. */
import type { Places } from '../../ports/entries.ts';

const front = 'http://front.simulated';

export const places = {
  entries: { front, edge: 'http://edge.simulated' },
  statusPage: 'http://status.simulated',
  portal: `${front}/portal/cases`,
  hotline: 'http://hotline.simulated',
  deploy: `${front}/deploy`,
  products: ['communities', 'social'],
  receivers: { url: 'http://receivers.example' },
} satisfies Places;
