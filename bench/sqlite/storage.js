// SPDX-License-Identifier: MIT
// Web Storage in memory. Where there is none, nothing is measured.
const { repeat } = require('../_measure');

if (typeof sessionStorage === 'object') {
  const store = sessionStorage;
  for (let i = 0; i < 100; i++) store.setItem(`key ${i}`, `value ${i}`);
  let at = 0;
  repeat('sessionStorage.getItem', () => store.getItem(`key ${at = (at + 7) % 100}`).length - `${at}`.length, 6);
  repeat('sessionStorage.setItem', () => {
    store.setItem('changing', `${at = (at + 7) % 100}`);
    return store.length;
  }, 101);
  repeat('Object.keys(sessionStorage)', () => Object.keys(store).length, 101);
}
