// SPDX-License-Identifier: MIT
// Exit: 13
await new Promise(() => {});
