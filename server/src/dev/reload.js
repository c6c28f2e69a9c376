// Loads the page again once another start of the server answers.
const own = new URL(import.meta.url);
new EventSource("/dev/reload").onmessage = (event) => {
  if (event.data !== own.pathname + own.search) location.reload();
};
