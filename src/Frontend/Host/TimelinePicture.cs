using System;
using Sestet.Base;

namespace Sestet.Frontend.Host;

/// <summary>A timeline as a picture, in SVG.</summary>
internal static class TimelinePicture
{
    private const ulong NamesWidth = 200;
    private const ulong BarsWidth = 760;
    private const ulong RowHeight = 18;
    private const ulong Width = NamesWidth + BarsWidth + 100;

    public static void Print(
        ref Screen screen,
        in SystemView view,
        ReadOnlySpan<ServiceSpan> spans,
        ReadOnlySpan<int> order,
        Tai begin,
        ulong totalMs)
    {
        ulong height = ((ulong)order.Length + 1) * RowHeight;
        screen.Write("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""u8);
        screen.Write(Width);
        screen.Write("\" height=\""u8);
        screen.Write(height);
        screen.Write("\" font-family=\"monospace\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"u8);
        ulong row = 0;
        for (int i = 0; i < order.Length && screen.Error.IsNone; i++)
        {
            ServiceSpan span = spans[order[i]];
            if (!span.HasRestarted)
            {
                PrintRow(ref screen, view.Name(order[i]), span, begin, totalMs, row++);
            }
        }
        screen.Write("</svg>\n"u8);
    }

    private static void PrintRow(
        ref Screen screen, ReadOnlySpan<byte> name, in ServiceSpan span, Tai begin, ulong totalMs, ulong row)
    {
        ulong start = ServiceSpan.Milliseconds(begin, span.Start);
        ulong took = span.HasEnd ? ServiceSpan.Milliseconds(span.Start, span.End) : 0;
        ulong left = NamesWidth + Scale(start, totalMs);
        ulong width = Math.Max(1, Scale(took, totalMs));
        ulong top = (row * RowHeight) + 4;
        Place(ref screen, "<text x=\""u8, NamesWidth - 8, top + 11);
        screen.Write(" text-anchor=\"end\">"u8);
        Escape(ref screen, name);
        screen.Write("</text>\n"u8);
        Place(ref screen, "<rect x=\""u8, left, top);
        screen.Write(" height=\"14\" width=\""u8);
        screen.Write(width);
        screen.Write(
            span.HasFailed ? "\" fill=\"#888\"/>\n"u8
            : span.IsCritical ? "\" fill=\"#c33\"/>\n"u8 : "\" fill=\"#48a\"/>\n"u8);
        Place(ref screen, "<text x=\""u8, left + width + 4, top + 11);
        screen.Write(">"u8);
        screen.Seconds(took, 0);
        screen.Write("</text>\n"u8);
    }

    private static ulong Scale(ulong milliseconds, ulong totalMs) => totalMs == 0 ? 0 : milliseconds * BarsWidth / totalMs;

    private static void Place(ref Screen screen, ReadOnlySpan<byte> begin, ulong x, ulong y)
    {
        screen.Write(begin);
        screen.Write(x);
        screen.Write("\" y=\""u8);
        screen.Write(y);
        screen.Write("\""u8);
    }

    private static void Escape(ref Screen screen, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int special = text.IndexOfAny("<>&"u8);
            int length = special < 0 ? text.Length : special;
            screen.WriteClean(text[..length]);
            if (special >= 0)
            {
                screen.Write(text[special] == '<' ? "&lt;"u8 : text[special] == '>' ? "&gt;"u8 : "&amp;"u8);
            }
            text = text[(special < 0 ? length : length + 1)..];
        }
    }
}
