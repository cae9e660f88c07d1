/** Holds the list of faults: help, schema, docs and checks derive from it. */
import { bandwidth } from './bandwidth.ts';
import { blackHole } from './black-hole.ts';
import { controlFlood } from './control-flood.ts';
import { decoy } from './decoy.ts';
import { emailOutage } from './email-outage.ts';
import { flap } from './flap.ts';
import { flood } from './flood.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { partition } from './partition.ts';
import { podKill } from './pod-kill.ts';
import { resetPeer } from './reset-peer.ts';
import { rollout } from './rollout.ts';
import { scaleToZero } from './scale-to-zero.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';
import { traffic } from './traffic.ts';
import { unavailable } from './unavailable.ts';

export const faults = {
  flood,
  'control-flood': controlFlood,
  decoy,
  traffic,
  latency,
  bandwidth,
  'slow-close': slowClose,
  timeout,
  'reset-peer': resetPeer,
  slicer,
  'limit-data': limitData,
  partition,
  flap,
  'email-outage': emailOutage,
  unavailable,
  'pod-kill': podKill,
  'scale-to-zero': scaleToZero,
  'black-hole': blackHole,
  rollout,
};
