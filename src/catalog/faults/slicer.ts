/** Holds the fault `slicer`: answers of a dependency come in small pieces with pauses. */
import { z } from 'zod';
import { onProxy, probeBytes, slowerBy, toxic } from './toxic.ts';

export const slicer = toxic({
  kind: 'slicer',
  summary: 'cuts the answers of a dependency into small pieces with pauses between them',
  type: 'slicer',
  spec: z
    .strictObject({
      ...onProxy,
      averageSize: z.int().min(1).describe('bytes of a piece on average'),
      sizeVariation: z.int().min(0).default(0).describe('bytes by which a piece may differ; smaller than the average'),
      delayUs: z.int().min(1).describe('pause between pieces in microseconds'),
    })
    .refine(({ averageSize, sizeVariation }) => sizeVariation < averageSize, { error: 'expected a variation smaller than the average size' })
    .refine(({ averageSize, delayUs, proxy }) => ((probeBytes(proxy) / averageSize) * delayUs) / 1000 >= 20, {
      error: 'expected pieces small enough and pauses long enough that an answer to a probe (4096 bytes; 80 for mail) takes at least 20 ms longer',
    }),
  attributes: ({ averageSize, sizeVariation, delayUs }) => ({ average_size: averageSize, size_variation: sizeVariation, delay: delayUs }),
  effect: ({ proxy, averageSize, delayUs }) => slowerBy(((probeBytes(proxy) / averageSize) * delayUs) / 1000),
});
