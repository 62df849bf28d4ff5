void cm_gain(ARGS)
{
	char c = 'x;
	puts("PARAM(gain));
#define G PARAM(
}
/* the end