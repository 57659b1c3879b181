create trigger kin_touched after update on kin begin update pairs set note = 'it''s; touched' where "left" = new."left"; end;
