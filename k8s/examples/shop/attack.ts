/** Holds an attack on the shop as its team would write one for k6: pages that no cache has seen, from clients that don't wait. */
import http from 'k6/http';

export default function attack(): void {
  http.get(`${__ENV['GAMEDAY_TARGET']}/?${__VU}-${__ITER}`, { timeout: '2s', headers: { 'cache-control': 'no-cache' } });
}
