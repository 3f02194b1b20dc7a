// Requests to the server that the page came from. All addresses are relative to the page's.

const TIMEOUT_MS = 8000;

async function request(path, options) {
  try {
    const response = await fetch(path, { ...options, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, body: await response.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} }; // the server is out of reach
  }
}

/** {status, body}; status 0: no answer. */
export function get(path) {
  return request(path, {});
}

export function post(path, body) {
  return request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export const pause = (ms) => new Promise((resume) => setTimeout(resume, ms));
