using System;

namespace Sestet.Base;

/// <summary>
/// The leap seconds of UTC since 1972 (IERS Bulletin C; none since 2017). Each entry is the first second of the system
/// clock behind one.
/// </summary>
internal static class LeapSeconds
{
    private static ReadOnlySpan<int> Starts =>
    [
        78796800,   // 1972-07-01
        94694400,   // 1973-01-01
        126230400,  // 1974-01-01
        157766400,  // 1975-01-01
        189302400,  // 1976-01-01
        220924800,  // 1977-01-01
        252460800,  // 1978-01-01
        283996800,  // 1979-01-01
        315532800,  // 1980-01-01
        362793600,  // 1981-07-01
        394329600,  // 1982-07-01
        425865600,  // 1983-07-01
        489024000,  // 1985-07-01
        567993600,  // 1988-01-01
        631152000,  // 1990-01-01
        662688000,  // 1991-01-01
        709948800,  // 1992-07-01
        741484800,  // 1993-07-01
        773020800,  // 1994-07-01
        820454400,  // 1996-01-01
        867715200,  // 1997-07-01
        915148800,  // 1999-01-01
        1136073600, // 2006-01-01
        1230768000, // 2009-01-01
        1341100800, // 2012-07-01
        1435708800, // 2015-07-01
        1483228800, // 2017-01-01
    ];

    /// <summary>How many there were before a second of the system clock.</summary>
    public static int Before(long unixSeconds)
    {
        ReadOnlySpan<int> starts = Starts;
        // Newest first: nearly every question is about now.
        int count = starts.Length;
        while (count > 0 && unixSeconds < starts[count - 1])
        {
            count--;
        }
        return count;
    }

    /// <summary>
    /// The same for a second that counts them too: seconds since 1970-01-01 on the TAI scale less 10. A leap second itself
    /// is not before itself, so it falls together with the second behind it.
    /// </summary>
    public static int BeforeTai(long taiSeconds)
    {
        ReadOnlySpan<int> starts = Starts;
        int count = starts.Length;
        while (count > 0 && taiSeconds <= (long)starts[count - 1] + count - 1)
        {
            count--;
        }
        return count;
    }

    /// <summary>Whether such a second is a leap second.</summary>
    public static bool IsOne(long taiSeconds)
    {
        ReadOnlySpan<int> starts = Starts;
        int before = BeforeTai(taiSeconds);
        return before < starts.Length && taiSeconds == (long)starts[before] + before;
    }
}
