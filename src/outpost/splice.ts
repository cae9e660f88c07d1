/** Holds how a TCP connection and a stream of the tunnel become one: bytes, half-close and reset pass in both directions. */
import { constants, type Http2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** Both must allow half-open. What ends badly on one side ends badly on the other. */
export function splice(socket: Socket, stream: Http2Stream): void {
  // Both tell of their end by `close` as well, which is where it is passed on.
  socket.on('error', () => {});
  stream.on('error', () => {});
  socket.pipe(stream);
  stream.pipe(socket);
  socket.once('close', (badly) => {
    if (badly || !socket.readableEnded) stream.close(constants.NGHTTP2_CONNECT_ERROR);
  });
  stream.once('close', () => {
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || !stream.readableEnded) socket.resetAndDestroy();
  });
}
