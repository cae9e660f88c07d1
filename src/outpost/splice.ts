/** Holds how a TCP connection and a stream of the tunnel become one: bytes, half-close and reset pass in both directions. */
import { constants, type Http2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** Both must allow half-open. What ends badly on one side ends badly on the other. */
export function splice(socket: Socket, stream: Http2Stream): void {
  // Both tell of their end by `close` as well, which is where it is passed on.
  socket.on('error', () => {});
  stream.on('error', () => {});
  socket.pipe(stream);
  stream.pipe(socket, { end: false });
  // A stream that is reset, or whose session breaks, tells of an `end` too.
  stream.once('end', () => (stream.destroyed || stream.rstCode !== constants.NGHTTP2_NO_ERROR ? socket.resetAndDestroy() : socket.end()));
  socket.once('close', (badly) => {
    // Not `close` with a code, which ends the stream well before it resets it.
    if (badly || !socket.readableEnded) stream.destroy(new Error('the connection was reset'));
  });
  stream.once('close', () => {
    if (stream.rstCode !== constants.NGHTTP2_NO_ERROR || !stream.readableEnded) socket.resetAndDestroy();
  });
}
