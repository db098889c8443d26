import type { ButtonHTMLAttributes, ReactNode } from "react";
import { Link } from "wouter";
import { classes } from "../lib/classes";
import styles from "./ui.module.css";

export interface Look {
  kind?: "plain" | "primary" | "danger" | "quiet";
  small?: boolean;
}

function look({ kind = "plain", small = false }: Look): string {
  return classes(styles.button, kind !== "plain" && styles[kind], small && styles.small);
}

type ButtonProps = Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className">;

export function Button({ kind, small, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={look({ kind, small })} {...rest} />;
}

interface LinkProps extends Look {
  href: string;
  children: ReactNode;
}

export function ButtonLink({ kind, small, href, children }: LinkProps) {
  return (
    <Link href={href} className={look({ kind, small })}>
      {children}
    </Link>
  );
}

interface DownloadProps extends Look {
  href: string;
  children: ReactNode;
}

/** Saves what lies at an address instead of going there. */
export function DownloadLink({ kind, small, href, children }: DownloadProps) {
  return (
    <a href={href} download className={look({ kind, small })}>
      {children}
    </a>
  );
}
