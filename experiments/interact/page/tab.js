// The name of this tab towards the server: random, and the same after a reload. A browser that duplicates a tab copies
// its storage, name included; so a new tab asks whether another one goes by that name.

import { rememberedInTab, rememberInTab } from "./settings.js";
import { pause } from "./requests.js";

const ANSWER_WITHIN_MS = 60;

function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** {name, duplicate}: duplicate tells that the storage was copied from a tab that is still open. */
export async function nameOfTab() {
  const channel = new BroadcastChannel("xil.tabs");
  let name = rememberedInTab("client", null);
  let taken = false;
  channel.onmessage = ({ data }) => {
    if (data.is === name && data.free) channel.postMessage({ is: name, free: false });
    else if (data.is === name) taken = true;
  };
  if (name !== null) {
    channel.postMessage({ is: name, free: true });
    await pause(ANSWER_WITHIN_MS);
  }
  const duplicate = taken;
  if (name === null || duplicate) name = randomName();
  rememberInTab("client", name);
  return { name, duplicate };
}
