using System.Runtime.CompilerServices;

// Buffers on the stack are not cleared: whoever fills one says how far.
[module: SkipLocalsInit]
