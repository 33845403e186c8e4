/** What the user sees while packages are fetched. */

export interface Reporter {
  /** A line of the account of what happens. */
  line(text: string): void;
  /** Begins a download; the callbacks come with what has been received, and at its end. */
  download(name: string, size: number | undefined): Download;
}

export interface Download {
  progress(received: number, total: number | undefined): void;
  end(): void;
}

export const silent: Reporter = {
  line() {},
  download: () => ({ progress() {}, end() {} }),
};

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const BAR_WIDTH = 30;
const REDRAW_MS = 80;

/** A bar that moves on a terminal, plain lines elsewhere. */
export function terminalReporter(stream: Terminal): Reporter {
  return {
    line(text) {
      stream.write(`${text}\n`);
    },
    download(name, size) {
      const plain = `  Downloading ${name}${size === undefined ? "" : ` (${formatSize(size)})`}`;
      if (!stream.isTTY) {
        stream.write(`${plain}\n`);
        return { progress() {}, end() {} };
      }
      let drawn = 0;
      const draw = (received: number, total: number | undefined) => {
        const width = (stream.columns ?? 80) - 1;
        stream.write(`\r\x1b[K${`  ${name} ${bar(received, total ?? size)}`.slice(0, width)}`);
      };
      draw(0, size);
      return {
        progress(received, total) {
          const now = Date.now();
          if (now - drawn < REDRAW_MS) return;
          drawn = now;
          draw(received, total);
        },
        end() {
          stream.write(`\r\x1b[K${plain}\n`);
        },
      };
    },
  };
}

function bar(received: number, total: number | undefined): string {
  if (total === undefined || total === 0) return formatSize(received);
  const share = Math.min(received / total, 1);
  const full = Math.round(share * BAR_WIDTH);
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}]${percent} of ${formatSize(total)}`;
}

export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
