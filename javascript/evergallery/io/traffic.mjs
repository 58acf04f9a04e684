/**
 * How much the link itself carried, by transport; pictures are counted where they are fetched. In characters, which for
 * our JSON is bytes to within some per cent, and in bytes for binary frames.
 */
export class Traffic {
  socketUp = 0;
  socketDown = 0;
  httpUp = 0;
  httpDown = 0;

  /**
   * @param {"websocket" | "http"} kind
   * @param {number} size
   */
  sent(kind, size) {
    if (kind === "websocket") this.socketUp += size;
    else this.httpUp += size;
  }

  /**
   * @param {"websocket" | "http"} kind
   * @param {number} size
   */
  received(kind, size) {
    if (kind === "websocket") this.socketDown += size;
    else this.httpDown += size;
  }

  summary() {
    const { socketUp, socketDown, httpUp, httpDown } = this;
    return { socketUp, socketDown, httpUp, httpDown };
  }
}
