create aggregate public.total_length (text) (sfunc = textcat, stype = text); -- an object without a class
