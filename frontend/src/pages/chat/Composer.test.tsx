// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Composer } from "./Composer";

const onSend = vi.fn<(text: string) => void>();

function Box({ busy = false }: { busy?: boolean }) {
  const [draft, setDraft] = useState("");
  return (
    <Composer
      draft={draft}
      onDraft={setDraft}
      busy={busy}
      disabled={false}
      onSend={onSend}
      onStop={() => undefined}
    />
  );
}

beforeEach(() => onSend.mockClear());
afterEach(cleanup);

it("sends on Enter, breaks the line on Shift+Enter, and is then empty", async () => {
  render(<Box />);
  const box = screen.getByRole("textbox", { name: "Message" });
  await userEvent.type(box, "one{Shift>}{Enter}{/Shift}two{Enter}");
  expect(onSend).toHaveBeenCalledExactlyOnceWith("one\ntwo");
  expect(box).toHaveProperty("value", "");
});

it("does not send while a Chinese word is being chosen", () => {
  render(<Box />);
  const box = screen.getByRole("textbox", { name: "Message" });
  fireEvent.compositionStart(box);
  fireEvent.change(box, { target: { value: "nihao" } });
  fireEvent.keyDown(box, { key: "Enter", isComposing: true, keyCode: 229 });
  fireEvent.compositionEnd(box);
  fireEvent.change(box, { target: { value: "你好" } });
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.keyDown(box, { key: "Enter", keyCode: 13 });
  expect(onSend).toHaveBeenCalledExactlyOnceWith("你好");
});

it("sends neither nothing nor a second message while an answer is under way", async () => {
  const { rerender } = render(<Box />);
  const box = screen.getByRole("textbox", { name: "Message" });
  await userEvent.type(box, "   {Enter}");
  rerender(<Box busy />);
  await userEvent.type(box, "more{Enter}");
  expect(onSend).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Stop the answer" })).toBeDefined();
});
