/* ngspike-cmpp symbol: pins, their places and names, the A line and the card they are netted to,
 * and the quoting of values. That Xschem reads the file and ngspice the netlist is for the
 * schematics to show. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmpp/symbol.h"
#include "cmpp/symbol_shape.h"
#include "tests/check_main.h"

/* One model and its symbol, for one test. */
static struct {
    struct source src;
    struct diag diag;
    struct ifspec s;
    struct arena arena;
    struct symbol_options options;
    struct symbol_layout layout;
    struct text out;
} t;

static void teardown(void)
{
    ifspec_free(&t.s);
    arena_free(&t.arena);
    text_free(&t.diag.out);
    text_free(&t.out);
    memset(&t, 0, sizeof t);
}

#define MODEL "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\nDescription: \"\"\n"
#define PORT(name, direction, type, vector, bounds, null)                                          \
    "PORT_TABLE: Port_Name: " name " Description: \"\" Direction: " direction                      \
    " Default_Type: " type " Allowed_Types: [" type "] Vector: " vector " Vector_Bounds: " bounds  \
    " Null_Allowed: " null "\n"
#define PARAM(name, type, def, vector, bounds, null)                                               \
    "PARAMETER_TABLE: Parameter_Name: " name " Description: \"\" Data_Type: " type                 \
    " Default_Value: " def " Limits: - Vector: " vector " Vector_Bounds: " bounds                  \
    " Null_Allowed: " null "\n"

static void parse(const char *text)
{
    teardown();
    t.src = (struct source){"m/ifspec.ifs", text, strlen(text)};
    ck_assert_msg(ifspec_parse(&t.s, &t.src, &t.diag), "%s", t.diag.out.s);
    symbol_options_init(&t.options, &t.s, &t.arena);
}

static void make_symbol(void)
{
    ck_assert_msg(t.diag.errors == 0, "%s", t.diag.out.s);
    symbol_layout_make(&t.layout, &t.s, &t.options, &t.arena);
    text_free(&t.out);
    emit_symbol(&t.out, &t.s, &t.options, &t.layout);
}

static void expect(const char *part)
{
    ck_assert_msg(strstr(t.out.s, part), "no\n%s\nin\n%s", part, t.out.s);
}

/* Pins as "name@x,y " in their order. */
static void expect_pins(const char *pins)
{
    struct text got = {0};
    text_puts(&got, "");
    for (size_t i = 0; i < t.layout.n; i++)
        text_printf(&got, "%s@%d,%d ", t.layout.pins[i].name, t.layout.pins[i].x,
                    t.layout.pins[i].y);
    ck_assert_str_eq(got.s, pins);
    text_free(&got);
}

/* ---- pins ---- */

static const struct {
    const char *ports, *pins;
} layouts[] = {
    {"", ""},
    {PORT("a", "in", "v", "no", "-", "no"), "a@-40,0 "},
    {PORT("a", "out", "v", "no", "-", "no"), "a@40,0 "},
    {PORT("b", "out", "v", "no", "-", "no") PORT("a", "in", "v", "no", "-", "no"),
     "b@40,0 a@-40,0 "},
    /* as a resistor */
    {PORT("r", "inout", "gd", "no", "-", "no"), "p@0,-30 n@0,30 "},
    {PORT("r", "inout", "hd", "no", "-", "no") PORT("x", "out", "v", "no", "-", "yes"),
     "p@0,-30 n@0,30 x@40,0 "},
    /* the names p and n are not to be had */
    {PORT("r", "inout", "gd", "no", "-", "no") PORT("n", "in", "v", "no", "-", "no"),
     "r__p@0,-30 r__n@0,30 n@-40,0 "},
    /* several branches */
    {PORT("r", "inout", "gd", "no", "-", "no") PORT("s", "inout", "gd", "no", "-", "no"),
     "r_p@-60,-20 r_n@-60,20 s_p@60,-20 s_n@60,20 "},
    {PORT("r", "inout", "gd", "yes", "[1 -]", "no"), "r0_p@-60,-20 r0_n@-60,20 "},
    {PORT("r", "inout", "gd", "no", "-", "no") PORT("b", "inout", "d", "no", "-", "no"),
     "p@0,-30 n@0,30 b@-40,0 "},
    {PORT("a", "inout", "g", "no", "-", "no") PORT("b", "inout", "g", "no", "-", "no")
         PORT("c", "inout", "g", "no", "-", "no"),
     "a@-40,-20 b@40,0 c@-40,20 "},
    {PORT("in", "in", "vd", "no", "-", "no"), "in_p@-60,-20 in_n@-60,20 "},
    /* vectors: as many as must be, else two */
    {PORT("a", "in", "d", "yes", "-", "no"), "a0@-40,-20 a1@-40,20 "},
    {PORT("a", "in", "d", "yes", "[0 -]", "no"), "a0@-40,-20 a1@-40,20 "},
    {PORT("a", "in", "d", "yes", "[0 1]", "no"), "a0@-40,0 "},
    {PORT("a", "in", "d", "yes", "[4 8]", "no"), "a0@-40,-40 a1@-40,-20 a2@-40,20 a3@-40,40 "},
    {PORT("a", "in", "d", "yes", "[3 -]", "no"), "a0@-40,-20 a1@-40,0 a2@-40,20 "},
    {PORT("a", "in", "d", "yes", "[1 -]", "no") PORT("a0", "in", "d", "no", "-", "no"),
     "a_0@-40,-20 a0@-40,20 "},
    {PORT("a", "in", "d", "yes", "[1 -]", "no") PORT("a0", "in", "d", "no", "-", "no")
         PORT("A_0", "in", "d", "no", "-", "no"),
     "a__0@-60,-20 a0@-60,0 A_0@-60,20 "},
    /* a named voltage source has no pin */
    {PORT("s", "in", "vnam", "no", "-", "no") PORT("a", "in", "v", "no", "-", "no"), "a@-40,0 "},
    {PORT("a_long_input", "in", "v", "no", "-", "no")
         PORT("a_long_output", "out", "v", "no", "-", "no"),
     "a_long_input@-120,0 a_long_output@120,0 "},
};

START_TEST(pins)
{
    static char text[2000];
    snprintf(text, sizeof text, MODEL "%s", layouts[_i].ports);
    parse(text);
    make_symbol();
    expect_pins(layouts[_i].pins);
}
END_TEST

/* All pins are on the grid and outside of the box, none twice at the same place. */
START_TEST(places)
{
    static char text[2000];
    snprintf(text, sizeof text, MODEL "%s", layouts[_i].ports);
    parse(text);
    make_symbol();
    for (size_t i = 0; i < t.layout.n; i++) {
        const struct symbol_pin *p = &t.layout.pins[i];
        ck_assert_int_eq(p->x % 10, 0);
        ck_assert_int_eq(p->y % 10, 0);
        ck_assert(abs(p->x) > t.layout.half_width || p->y < t.layout.top || p->y > t.layout.bottom);
        for (size_t j = 0; j < i; j++)
            ck_assert(p->x != t.layout.pins[j].x || p->y != t.layout.pins[j].y);
    }
}
END_TEST

/* ---- the A line and the card ---- */

static const struct {
    const char *text, *format; /* for Xschem 2.8.1 */
} formats[] = {
    {MODEL, "@name m_@name\n.model m_@name m( )"},
    {MODEL PORT("a", "in", "v", "no", "-", "no") PORT("b", "out", "d", "no", "-", "no"),
     "@name @@a @@b m_@name\n"},
    {MODEL PORT("r", "inout", "gd", "no", "-", "no"), "@name %gd( @@p @@n ) m_@name\n"},
    {MODEL PORT("a", "in", "vd", "yes", "[2 -]", "no"),
     "@name %vd [ @@a0_p @@a0_n @@a1_p @@a1_n ] m_@name\n"},
    {MODEL PORT("a", "in", "d", "yes", "[3 -]", "no") PORT("b", "out", "d", "no", "-", "no"),
     "@name [ @@a0 @@a1 @@a2 ] @@b m_@name\n"},
    {MODEL PORT("a", "in", "vnam", "no", "-", "no"), "@name %vnam( @a_source ) m_@name\n"},
    {MODEL PORT("a", "in", "vnam", "yes", "-", "no"), "@name %vnam [ @a_source ] m_@name\n"},
    {MODEL PARAM("a", "real", "1", "no", "-", "yes") PARAM("b", "real", "-", "no", "-", "no")
         PARAM("c", "real", "-", "no", "-", "yes"),
     "m_@name\n.model m_@name m( a=@a b=@b @more )"},
    {MODEL PARAM("name", "real", "1", "no", "-", "yes") PARAM(
         "p_name", "real", "1", "no", "-", "yes") PARAM("format", "real", "1", "no", "-", "yes"),
     "m( name=@p_p_name p_name=@p_name format=@p_format @more )"},
    {MODEL PORT("v", "in", "vnam", "no", "-", "no")
         PARAM("v_source", "real", "1", "no", "-", "yes"),
     "%vnam( @v_source ) m_@name\n.model m_@name m( v_source=@p_v_source @more )"},
};

START_TEST(format)
{
    struct text block = {0};
    parse(formats[_i].text);
    make_symbol();
    const char *g = strstr(t.out.s, "\nG {"), *k = strstr(t.out.s, "\nK {");
    ck_assert(g && k && g < k);
    text_add(&block, g, (size_t)(k - g));
    ck_assert_msg(strstr(block.s, formats[_i].format), "no\n%s\nin\n%s", formats[_i].format,
                  t.out.s);
    text_free(&block);
}
END_TEST

/* For Xschem 3 each % is doubled; all else is the same. */
START_TEST(two_blocks)
{
    parse(MODEL PORT("r", "inout", "gd", "no", "-", "no"));
    make_symbol();
    expect("\nG {type=code_model\nformat=\"@name %gd( @@p @@n ) m_@name\n");
    expect("\nK {type=code_model\nformat=\"@name %%gd( @@p @@n ) m_@name\n");
}
END_TEST

/* ---- values ---- */

static const struct {
    const char *params, *template; /* as in the file, after name=A1 */
} templates[] = {
    {PARAM("a", "real", "1e-12", "no", "-", "yes"), "\na=1e-12\nmore=\\\\\"\\\\\"\"}"},
    {PARAM("a", "int", "-5", "no", "-", "yes"), "\na=-5\n"},
    {PARAM("a", "boolean", "no", "no", "-", "yes"), "\na=FALSE\n"},
    {PARAM("a", "complex", "<1 -2>", "no", "-", "yes"), "\na=\\\\\"<1 -2>\\\\\"\n"},
    {PARAM("a", "real", "[1 2]", "yes", "-", "yes"), "\na=\\\\\"[1 2]\\\\\"\n"},
    {PARAM("a", "real", "1", "yes", "-", "yes"), "\na=\\\\\"[1]\\\\\"\n"},
    {PARAM("a", "real", "1", "yes", "[3 4]", "yes"), "\na=\\\\\"[1 1 1]\\\\\"\n"},
    {PARAM("a", "real", "1", "yes", "in", "yes"), "\na=\\\\\"[1 1]\\\\\"\n"},
    {PARAM("a", "real", "[7 8]", "yes", "in", "yes"), "\na=\\\\\"[7 8]\\\\\"\n"},
    {PARAM("a", "string", "\"x\"", "no", "-", "yes"),
     "\na=\\\\\"\\\\\\\\\\\\\"x\\\\\\\\\\\\\"\\\\\"\n"},
    {PARAM("a", "string", "\"{b}\"", "no", "-", "yes"),
     "\na=\\\\\"\\\\\\\\\\\\\"\\{b\\}\\\\\\\\\\\\\"\\\\\"\n"},
    {PARAM("a", "string", "\"c\\\\d\"", "no", "-", "yes"), "\"c\\\\\\\\\\\\\\\\d\\\\"},
    /* what must be given is first */
    {PARAM("a", "real", "1", "no", "-", "yes") PARAM("b", "real", "-", "no", "-", "no"),
     "name=A1\nb=required\na=1\n"},
    {PARAM("a", "string", "-", "no", "-", "no"), "\na=required\n"},
    /* what is not on the card */
    {PARAM("a", "real", "-", "no", "-", "yes"), "name=A1\nmore="},
    {PARAM("a", "string", "\"say \\\"x\\\"\"", "no", "-", "yes"), "name=A1\nmore="},
    {PARAM("a", "string", "\"two\\nlines\"", "no", "-", "yes"), "name=A1\nmore="},
    {PARAM("a", "real", "[1 2 3]", "yes", "in", "yes"), "name=A1\nmore="},
};

START_TEST(values)
{
    static char text[2000];
    snprintf(text, sizeof text, MODEL PORT("in", "in", "d", "yes", "[2 -]", "no") "%s",
             templates[_i].params);
    parse(text);
    make_symbol();
    expect(templates[_i].template);
}
END_TEST

START_TEST(sources)
{
    parse(MODEL PORT("s", "in", "vnam", "no", "-", "no")
              PORT("t", "in", "vnam", "yes", "[2 -]", "no"));
    make_symbol();
    expect("template=\"name=A1\ns_source=V1\nt_source=\\\\\"V1 V2\\\\\"\"}");
}
END_TEST

/* ---- options ---- */

START_TEST(size)
{
    parse(MODEL PORT("in", "in", "d", "yes", "[2 5]", "no")
              PARAM("a", "real", "1", "yes", "in", "yes"));
    symbol_set_size(&t.options, &t.s, "IN=5", &t.diag);
    make_symbol();
    expect("[ @@in0 @@in1 @@in2 @@in3 @@in4 ]");
    expect("[1 1 1 1 1]");
}
END_TEST

START_TEST(null)
{
    parse(MODEL PORT("in", "in", "d", "yes", "[2 5]", "yes")
              PORT("r", "inout", "gd", "no", "-", "yes") PORT("s", "in", "vnam", "no", "-", "yes")
                  PARAM("a", "real", "1", "yes", "in", "yes"));
    symbol_set_null(&t.options, &t.s, "in", &t.diag);
    symbol_set_null(&t.options, &t.s, "r", &t.diag);
    symbol_set_null(&t.options, &t.s, "s", &t.diag);
    make_symbol();
    expect_pins("");
    expect("\"@name null null null m_@name\n.model m_@name m( @more )\"");
    expect("template=\"name=A1\nmore=");
}
END_TEST

static const struct {
    bool size;
    const char *option, *error;
} wrong[] = {
    {true, "inn=3", "--size: m has no port 'inn'; did you mean 'in'?"},
    {true, "", "--size: m has no port ''"},
    {true, "one=2", "--size one=2: port 'one' is no vector"},
    {true, "in", "--size in: expected PORT=N"},
    {true, "in=", "--size in=: expected PORT=N"},
    {true, "in=x", "--size in=x: expected PORT=N"},
    {true, "in=3x", "--size in=3x: expected PORT=N"},
    {true, "in=0", "--size in=0: expected PORT=N, N a whole number from 1 on"},
    {true, "in=-1", "--size in=-1: expected PORT=N"},
    {true, "in=1", "--size in=1: port 'in' has at least 2 elements"},
    {true, "in=6", "--size in=6: port 'in' has at most 5 elements\n"},
    {true, "in=99999999999999999999", "port 'in' has at most 5 elements\n"},
    {true, "any=1000",
     "port 'any' has at most 242 elements, or the A line is too long for ngspice"},
    {false, "any", "--null any: port 'any' may not be null (Null_Allowed: no)"},
    {false, "i", "--null: m has no port 'i'"},
};

START_TEST(wrong_option)
{
    parse(MODEL PORT("in", "in", "d", "yes", "[2 5]", "yes")
              PORT("one", "in", "d", "no", "-", "yes") PORT("any", "in", "d", "yes", "-", "no"));
    if (wrong[_i].size)
        symbol_set_size(&t.options, &t.s, wrong[_i].option, &t.diag);
    else
        symbol_set_null(&t.options, &t.s, wrong[_i].option, &t.diag);
    ck_assert_int_eq(t.diag.errors, 1);
    ck_assert_msg(strstr(t.diag.out.s, wrong[_i].error), "%s", t.diag.out.s);
}
END_TEST

/* Whatever an ifspec.ifs asks for, no more pins than an A line can have. */
START_TEST(too_many_nodes)
{
    parse(MODEL PORT("a", "in", "vd", "yes", "[125 -]", "yes"));
    symbol_check(&t.options, &t.s, &t.diag);
    ck_assert_int_eq(t.diag.errors, 0);
    parse(MODEL PORT("a", "in", "vd", "yes", "[125 -]", "yes")
              PORT("b", "in", "v", "no", "-", "no"));
    symbol_check(&t.options, &t.s, &t.diag);
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "m has more nodes than ngspice can take"));
    parse(MODEL PORT("a", "in", "d", "yes", "[2000000000 -]", "yes")
              PORT("b", "in", "d", "yes", "[2000000000 -]", "yes"));
    symbol_check(&t.options, &t.s, &t.diag);
    ck_assert_int_eq(t.diag.errors, 1);
    symbol_set_null(&t.options, &t.s, "a", &t.diag);
    symbol_set_null(&t.options, &t.s, "b", &t.diag);
    symbol_check(&t.options, &t.s, &t.diag);
    ck_assert_int_eq(t.diag.errors, 1);
}
END_TEST

START_TEST(cards)
{
    const char *text = MODEL PORT("a", "in", "v", "no", "-", "no")
        PARAM("k", "real", "2", "no", "-", "yes") PARAM("s", "string", "-", "no", "-", "no");
    parse(text);
    t.options.card = SYMBOL_CARD_NAMED;
    make_symbol();
    expect("format=\"@name @@a @model\"\ntemplate=\"name=A1\nmodel=m1\"}");
    expect("T {@model} ");
    parse(text);
    t.options.card = SYMBOL_CARD_ONLY;
    make_symbol();
    expect("format=\".model @name m( k=@k s=@s @more )\"\ntemplate=\"name=m1\ns=required\nk=2\n");
    expect("T {s=@s} 5 15 ");
    expect("T {k=@k} 5 30 ");
    ck_assert_ptr_null(strstr(t.out.s, "\nB 5"));
}
END_TEST

/* ---- shapes ---- */

#define SHAPED                                                                                     \
    MODEL PORT("a", "inout", "gd", "no", "-", "no") PORT("x", "out", "v", "no", "-", "yes")        \
        PORT("f", "out", "vd", "no", "-", "yes") PARAM("x", "real", "1", "no", "-", "yes")         \
            PARAM("s", "string", "\"one\"", "no", "-", "yes")                                      \
                PARAM("k", "real", "2", "no", "-", "yes")                                          \
                    PARAM("must", "int", "-", "no", "-", "no")                                     \
                        PARAM("free", "real", "-", "no", "-", "yes")

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "w");
    ck_assert_ptr_nonnull(f);
    fputs(text, f);
    fclose(f);
}

/* The symbol of SHAPED by a list and a drawing, or its errors in t.diag. */
static void shape_symbol(const char *list, const char *drawing)
{
    static struct symbol_shape shape;
    char folder[] = "shapesXXXXXX", path[64], drawn[64];
    parse(SHAPED);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/list", folder);
    snprintf(drawn, sizeof drawn, "%s/some.shape", folder);
    write_file(path, list);
    write_file(drawn, drawing);
    if (symbol_shape_read(&shape, folder, NULL, &t.s, &t.options, &t.arena, &t.diag)) {
        symbol_shape_ports(&shape, &t.s, &t.options);
        symbol_layout_make(&t.layout, &t.s, &t.options, &t.arena);
        symbol_shape_place(&shape, &t.layout, &t.diag);
        emit_symbol(&t.out, &t.s, &t.options, &t.layout);
    }
    unlink(path);
    unlink(drawn);
    rmdir(folder);
}

static const char drawing[] = "# a comment\ntype thing\npin p 0 -30\npin n 0 30\n\nname 15 -20\n"
                              "values 15 -5\nL 4 0 -30 0 30 {}\n";

/* A net for an optional port (by another name if a parameter has it), none for a pair; parameters
 * asked for, one that must be given, the rest in `more`; quotes for each version. */
START_TEST(shape_symbols)
{
    shape_symbol("other box\n# m no\nm* some s k=3 none? ; free=1 x\n", drawing);
    ck_assert_msg(t.diag.errors == 0, "%s", t.diag.out.s);
    expect_pins("p@0,-30 n@0,30 ");
    expect("\nG {type=thing\nformat=\"@name %gd( @@p @@n ) @x_node null m_@name\n"
           ".model m_@name m( s=\\\\\"\\\\\" @s \\\\\"\\\\\" k=@k must=@must @more )\"");
    expect("\nK {type=thing\nformat=\"@name %%gd( @@p @@n ) @x_node null m_@name\n"
           ".model m_@name m( s=\\\\\"@s\\\\\\\\\\\\\" k=@k must=@must @more )\"");
    expect("template=\"name=A1\nx_node=null\ns=one\nk=3\nmust=required\nmore=\\\\\"free=1 "
           "x=1\\\\\"\"}");
    expect("\nL 4 0 -30 0 30 {}\nB 5 ");
    expect("T {@name} 15 -20 ");
    expect("T {m} 15 -5 ");
    expect("T {k=@k} 15 25 ");
    expect("T {@more} 15 55 ");
}
END_TEST

/* The same for KiCad: mm, y upwards; texts without =; nets of optional ports behind those of pins.
 */
static void kicad_symbol(const char *list, const char *figure)
{
    shape_symbol(list, figure);
    ck_assert_msg(t.diag.errors == 0, "%s", t.diag.out.s);
    text_free(&t.out);
    emit_kicad(&t.out, NULL, &t.s, &t.options, &t.layout, &t.diag);
}

START_TEST(kicad_symbols)
{
    char figure[1024];
    snprintf(
        figure, sizeof figure,
        "%sA 4 0 10 30 0 180 {}\nA 4 0 0 10 90 360 {fill=true}\n"
        "P 4 3 0 0 10 0 10 -10 {fill=true}\nB 4 -10 -20 10 20 {}\nT {a \"b\"} 5 -5 0 1 0.2 0.2 "
        "{}\n",
        drawing);
    kicad_symbol("* some s k=3 ; free=1 s x\n", figure);
    ck_assert_msg(t.diag.errors == 0, "%s", t.diag.out.s);
    expect("(property \"Reference\" \"A\" (id 0) (at 1.905 2.54 0) ");
    expect("(property \"s\" \"one\" ");
    expect("(property \"must\" \"required\" ");
    expect("(property \"more\" \"free=1 s one x=1\" ");
    expect("(property \"x_node\" \"null\" ");
    expect("\"type=\\\"X\\\" model=\\\"${x_node} m_${REFERENCE}\\n.subckt m_${REFERENCE} p_p p_n "
           "n_x_node\\nA1 %gd( p_p p_n ) n_x_node null card\\n"
           ".model card m( s ${s} k=${k} must=${must} ${more} )\\n.ends\\\" lib=\\\"\\\"\"");
    expect("(property \"Sim.Pins\" \"1=1 2=2\" ");
    expect("(polyline (pts (xy 0 3.81) (xy 0 -3.81)) ");
    expect("(arc (start 3.81 -1.27) (mid 0 2.54) (end -3.81 -1.27) ");
    expect("(circle (center 0 0) (radius 1.27) (stroke (width 0) (type default) (color 0 0 0 0)) "
           "(fill (type outline)))");
    expect("(polyline (pts (xy 0 0) (xy 1.27 0) (xy 1.27 1.27)) ");
    expect("(rectangle (start -1.27 2.54) (end 1.27 -2.54) ");
    expect(
        "(text \"a \\\"b\\\"\" (at 0.635 0.635 0) (effects (font (size 1.27 1.27)) (justify right "
        "top)))");
    expect("(text \"k=${k}\" ");
    expect("(pin passive line (at 0 3.81 0) (length 0) (name \"p\" ");
    expect("(number \"2\" ");
}
END_TEST

/* What cannot be drawn or netted there. */
START_TEST(kicad_errors)
{
    char figure[256];
    static const char *const wrong_lines[] = {"L 4 0 0 1\n",
                                              "A 4 0 0 1 2\n",
                                              "P 4 3 0 0 1 1\n",
                                              "B 4 x\n",
                                              "T {turned} 0 0 1 0 0.2 0.2 {}\n",
                                              "T open 0 0 0 0 0.2 0.2\n"};
    snprintf(figure, sizeof figure, "%s%s", drawing, wrong_lines[_i]);
    kicad_symbol("* some\n", figure);
    ck_assert_int_eq(t.diag.errors, 1);
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "the drawing of m has a line that cannot be drawn"));
}
END_TEST

START_TEST(kicad_vnam)
{
    static const struct symbol_shape box = {.type = "m", .more = ""};
    parse(MODEL PORT("i", "in", "vnam", "no", "-", "no"));
    t.options.shape = &box;
    symbol_layout_make(&t.layout, &t.s, &t.options, &t.arena);
    emit_kicad(&t.out, NULL, &t.s, &t.options, &t.layout, &t.diag);
    ck_assert_int_eq(t.diag.errors, 1);
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "m: port 'i' is the current of a named voltage"));
}
END_TEST

/* Without pins: a box. */
START_TEST(shape_box)
{
    shape_symbol("* some must=1\n", "");
    ck_assert_msg(t.diag.errors == 0, "%s", t.diag.out.s);
    expect_pins("p@0,-30 n@0,30 ");
    expect("G {type=code_model\n");
    expect("L 4 -20 -20 20 -20 {}");
}
END_TEST

/* A vector has as many elements as there are pins, if it may. */
START_TEST(shape_vector)
{
    struct symbol_shape h = {0};
    struct symbol_shape_pin pins[] = {
        {"in0", 0, 0}, {"in1", 0, 10}, {"in2", 0, 20}, {"inside", 9, 9}};
    h.pins = pins;
    h.n_pins = 4;
    parse(MODEL PORT("in", "in", "d", "yes", "[1 -]", "no"));
    symbol_shape_ports(&h, &t.s, &t.options);
    ck_assert_int_eq(t.options.ports[0].size, 3);
    parse(MODEL PORT("in", "in", "d", "yes", "[1 2]", "no"));
    symbol_shape_ports(&h, &t.s, &t.options);
    ck_assert_int_eq(t.options.ports[0].size, 1);
    parse(MODEL PORT("in", "in", "d", "yes", "[4 -]", "no"));
    symbol_shape_ports(&h, &t.s, &t.options);
    ck_assert_int_eq(t.options.ports[0].size, 4);
}
END_TEST

static const struct {
    const char *list, *drawing, *error;
} wrong_shapes[] = {
    {"n some\n", "", "no line fits the model m"},
    {"m\n", "", "list:1:1: error: expected a pattern and a shape"},
    {"m none\n", "", "none.shape"},
    {"\nm some no\n", "", "list:2:1: error: m has no parameter 'no'"},
    {"m some free\n", "", "parameter 'free' of m has no default: give a value, free=VALUE"},
    {"m some ; must\n", "", "parameter 'must' of m has to be given: put it before the ;"},
    {"m some\n", "pin p 0\n", "some.shape:1:1: error: expected: type NAME, pin NAME X Y"},
    {"m some\n", "nothing\n", "some.shape:1:1: error: expected"},
    {"m some\n", "pin p 0 0\n", "the shape has no pin 'n'"},
    {"m some\n", "pin p 0 0\npin n 0 0\npin q 0 0\n",
     "the shape has a pin 'q' that the model lacks"},
};

START_TEST(wrong_shape)
{
    shape_symbol(wrong_shapes[_i].list, wrong_shapes[_i].drawing);
    ck_assert_int_eq(t.diag.errors, 1);
    ck_assert_msg(strstr(t.diag.out.s, wrong_shapes[_i].error), "%s", t.diag.out.s);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("symbol");
    TCase *c = tcase_create("symbol");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, pins, 0, (int)(sizeof layouts / sizeof *layouts));
    tcase_add_loop_test(c, places, 0, (int)(sizeof layouts / sizeof *layouts));
    tcase_add_loop_test(c, format, 0, (int)(sizeof formats / sizeof *formats));
    tcase_add_test(c, two_blocks);
    tcase_add_loop_test(c, values, 0, (int)(sizeof templates / sizeof *templates));
    tcase_add_test(c, sources);
    tcase_add_test(c, size);
    tcase_add_test(c, null);
    tcase_add_loop_test(c, wrong_option, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(c, too_many_nodes);
    tcase_add_test(c, cards);
    tcase_add_test(c, shape_symbols);
    tcase_add_test(c, kicad_symbols);
    tcase_add_loop_test(c, kicad_errors, 0, 6);
    tcase_add_test(c, kicad_vnam);
    tcase_add_test(c, shape_box);
    tcase_add_test(c, shape_vector);
    tcase_add_loop_test(c, wrong_shape, 0, (int)(sizeof wrong_shapes / sizeof *wrong_shapes));
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
