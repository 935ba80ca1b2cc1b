// The server's clock: how long ago something was said is told by it, for a device's own
// may be wrong.

let ahead = 0; // the server's clock minus this device's, in milliseconds

export const now = () => Date.now() + ahead;

// setClock takes what the server's clock says; true where it moved by more than a
// message takes on its way.
export function setClock(server) {
  const before = ahead;
  ahead = server - Date.now();
  return Math.abs(ahead - before) > 5000;
}
